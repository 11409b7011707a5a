package file

import (
	"fmt"
	"strings"
)

// Header values with which every attachment is handed out. Together with
// Disposition they keep a browser from showing it as a page of ours, running
// anything in it, guessing another type or keeping a copy.
const (
	ContentTypeOptions    = "nosniff"                     // X-Content-Type-Options
	ContentSecurityPolicy = "default-src 'none'; sandbox" // Content-Security-Policy
	ResourcePolicy        = "same-origin"                 // Cross-Origin-Resource-Policy
	CacheControl          = "no-store"                    // Cache-Control
)

// Disposition returns the value of Content-Disposition for a download under the
// name: RFC 6266 with an ASCII name for old programs and the real one in UTF-8.
func Disposition(name string) string {
	name = CleanName(name, Type{})
	var ascii, utf8 strings.Builder
	for _, r := range name {
		if r >= ' ' && r < 0x7f && r != '"' && r != '\\' && r != '%' {
			ascii.WriteRune(r)
		} else {
			ascii.WriteByte('_')
		}
	}
	for _, b := range []byte(name) {
		if attributeChar(b) {
			utf8.WriteByte(b)
		} else {
			fmt.Fprintf(&utf8, "%%%02X", b)
		}
	}
	return `attachment; filename="` + ascii.String() + `"; filename*=UTF-8''` + utf8.String()
}

// attributeChar tells what RFC 8187 lets stand as it is.
func attributeChar(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("!#$&+-.^_`|~", b) >= 0
}
