package browsertest

import (
	"net/url"
	"sync"
)

// complaints are what the browser objected to, collected from its events,
// which arrive beside the test.
type complaints struct {
	mu    sync.Mutex
	hosts map[string]bool // those a test has visited by name
	said  []string
}

// allow names the host of an address the test itself visits.
func (c *complaints) allow(address string) {
	parsed, err := url.Parse(address)
	if err != nil {
		return // the browser will say so in its own words
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hosts == nil {
		c.hosts = map[string]bool{}
	}
	c.hosts[parsed.Host] = true
}

// request notes a request to a host the test never named: a page of ours asks
// nobody else for anything.
func (c *complaints) request(address string) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" { // data: and about: leave the machine as little
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.hosts[parsed.Host] {
		c.said = append(c.said, "a request to another host: "+address)
	}
}

// add notes one complaint.
func (c *complaints) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said = append(c.said, text)
}

// take returns the complaints and forgets them.
func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}
