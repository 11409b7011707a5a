package mail

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// call is one connection to the server.
type call struct {
	client   *smtp.Client
	close    func()
	silent   bool          // nothing more may be said, not even goodbye
	timeout  time.Duration // for each step
	patience time.Duration // for the answer to the whole message
}

// errTalkedOver is a server that answered before it was asked; its next answers
// can't be told apart from leftovers.
var errTalkedOver = errors.New("the server answered before it was asked")

// deliver hands the message over and waits for the answer. The order matters:
// up to the last step nothing is handed over, after it only the server's 250
// means that it was.
func (c *call) deliver(l letter) (Outcome, error) {
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"name the sender", func() error { return c.client.Mail(l.from) }},
		{"name the receiver", func() error { return c.client.Rcpt(l.to) }},
	} {
		if err := c.within(c.timeout, step.do); err != nil {
			return beforeHandover(err), fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return c.handOver(l.bytes)
}

func (c *call) handOver(message []byte) (Outcome, error) {
	if c.client.Text.R.Buffered() > 0 {
		return Delayed, fmt.Errorf("begin the message: %w", errTalkedOver)
	}
	var body io.WriteCloser
	err := c.within(c.timeout, func() (err error) { body, err = c.client.Data(); return err })
	if err != nil {
		return beforeHandover(err), fmt.Errorf("begin the message: %w", err)
	}
	c.silent = true // in the middle of a message any further line would end it, and half of it be delivered
	if c.client.Text.R.Buffered() > 0 {
		return Delayed, fmt.Errorf("write the message: %w", errTalkedOver)
	}
	if err := c.within(c.timeout, func() error { _, err := body.Write(message); return err }); err != nil {
		return Delayed, fmt.Errorf("write the message: %w", err)
	}
	if err := c.within(c.patience, body.Close); err != nil {
		c.silent = codeOf(err) == 0
		return afterHandover(err), fmt.Errorf("end the message: %w", err)
	}
	c.silent = false
	return Accepted, nil
}

// within gives one step its time.
func (c *call) within(most time.Duration, do func() error) error {
	if err := c.client.UpdateDeadline(most); err != nil {
		return err
	}
	err := do()
	if err != nil && codeOf(err) == 0 {
		c.silent = true // the connection is gone, or answers lag behind
	}
	return err
}

// hangUp says goodbye where that is safe. The outcome is known by now, so
// nothing about it depends on the answer.
func (c *call) hangUp() {
	const most = 2 * time.Second
	if !c.silent {
		_ = c.within(most, c.client.Quit)
	}
	c.close()
}
