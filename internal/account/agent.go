package account

import "strings"

// AgentFamily shortens a browser's own description to two words a person recognises in the list of sessions. The full
// text, which can single out a device, is never kept.
func AgentFamily(userAgent string) string {
	browser := firstOf(userAgent, [][2]string{{"Edg", "Edge"}, {"Firefox", "Firefox"}, {"Chrom", "Chrome"}, {"Safari", "Safari"}})
	system := firstOf(userAgent, [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"Windows", "Windows"}, {"Mac OS", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}})
	return strings.Trim(browser+", "+system, ", ")
}

func firstOf(text string, pairs [][2]string) string {
	for _, p := range pairs {
		if strings.Contains(text, p[0]) {
			return p[1]
		}
	}
	return ""
}
