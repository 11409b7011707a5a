package mail

import (
	"errors"
	"net/textproto"
)

// Outcome is what became of one attempt; see the package comment.
type Outcome string

// The four outcomes.
const (
	Accepted Outcome = "accepted"
	Refused  Outcome = "refused"
	Delayed  Outcome = "delayed"
	Unknown  Outcome = "unknown"
)

// beforeHandover judges an answer to a step before the end of the message.
// Until then nothing has been handed over, so only a clear "never" ends the attempts.
func beforeHandover(err error) Outcome {
	if code := codeOf(err); isPermanent(code) && !isAboutUs(code) {
		return Refused
	}
	return Delayed
}

// afterHandover judges the answer to the end of the message. Anything but a
// clear yes or no leaves it unknown.
func afterHandover(err error) Outcome {
	switch code := codeOf(err); {
	case err == nil:
		return Accepted
	case isPermanent(code):
		return Refused
	case code >= 400 && code < 500:
		return Delayed
	}
	return Unknown
}

func isPermanent(code int) bool { return code >= 500 && code < 600 }

// isAboutUs tells answers about our own signing in (RFC 4954 §6): they say
// nothing about the message, and it goes out once the settings are mended.
func isAboutUs(code int) bool {
	return code == 530 || code == 534 || code == 535 || code == 538
}

// codeOf is the server's answer, 0 when it gave none.
func codeOf(err error) int {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}
