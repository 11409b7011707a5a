package access

import "fmt"

// Action is what somebody wants to do with a record: the closed set that steps, pages and rules.txt are written in.
type Action string

// The actions. List and Read always stand together in the rules; ReadSealed opens sealed fields (victim, reporter,
// protected identity); Count allows the stub (number, month, site, category) and nothing more; Message is the talk
// between reporter and handler, Comment the handlers' own notes.
const (
	List        Action = "list"
	Read        Action = "read"
	ReadSealed  Action = "read_sealed"
	Create      Action = "create"
	Update      Action = "update"
	Assess      Action = "assess"
	Assign      Action = "assign"
	Close       Action = "close"
	Reopen      Action = "reopen"
	Comment     Action = "comment"
	Message     Action = "message"
	Attach      Action = "attach"
	Link        Action = "link"
	Export      Action = "export"
	Count       Action = "count"
	Approve     Action = "approve"
	Acknowledge Action = "acknowledge"
	Administer  Action = "administer"
	Verify      Action = "verify"
	Import      Action = "import"
	Disclose    Action = "disclose"
	Dispose     Action = "dispose"
)

// Actions lists every action in a fixed order.
func Actions() []Action {
	return []Action{
		List, Read, ReadSealed, Create, Update, Assess, Assign, Close, Reopen, Comment, Message, Attach, Link, Export, Count,
		Approve, Acknowledge, Administer, Verify, Import, Disclose, Dispose,
	}
}

// ParseAction turns a code into an Action, or says that no such action exists.
func ParseAction(code string) (Action, error) {
	for _, a := range Actions() {
		if string(a) == code {
			return a, nil
		}
	}
	return "", fmt.Errorf("parse action: %q is not an action", code)
}

// stoppedByLock says whether a lock on the record refuses the action. Looking, and what the law may demand of a locked
// record (disclosure, disposal), go on.
func (a Action) stoppedByLock() bool {
	switch a {
	case Update, Assess, Assign, Attach, Link, Approve, Import:
		return true
	}
	return false
}
