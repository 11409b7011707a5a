package org

import "strings"

// DirectoryRow is one unit as an HSA directory gives it: its place is its distinguished name.
type DirectoryRow struct {
	Row             int
	HSAID, Name, DN string
}

// FromDirectory turns rows of a directory into rows of units: the parent is the unit whose distinguished name the rest of
// the name is. Where the file lacks the unit right above, the nearest one above that it has becomes the parent, and the
// row is among those told of: a level is missing. top is where the organisation's own units begin, such as
// "ou=Org,o=VGR".
func FromDirectory(rows []DirectoryRow, top string) (units []UnitRow, missing []RowProblem) {
	byName := map[string]string{}
	for _, r := range rows {
		byName[foldDN(r.DN)] = r.HSAID
	}
	top = foldDN(top)
	for _, r := range rows {
		u := UnitRow{Row: r.Row, HSAID: r.HSAID, Name: strings.Join(strings.Fields(r.Name), " ")}
		for up, steps := above(foldDN(r.DN)), 0; up != "" && up != top; up, steps = above(up), steps+1 {
			if steps == 0 && byName[up] == "" {
				missing = append(missing, RowProblem{r.Row, "dn", "org.import.level_missing", []any{firstName(up)}})
			}
			if byName[up] != "" {
				u.Parent = byName[up]
				break
			}
		}
		units = append(units, u)
	}
	return units, missing
}

func foldDN(dn string) string { return strings.ToLower(strings.Join(strings.Fields(dn), " ")) }

// above is the distinguished name without its first part. A comma after a backslash belongs to the name (RFC 4514).
func above(dn string) string {
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			return strings.TrimSpace(dn[i+1:])
		}
	}
	return ""
}

func firstName(dn string) string {
	first := strings.TrimSuffix(strings.TrimSuffix(dn, above(dn)), ",")
	_, name, _ := strings.Cut(first, "=")
	return name
}
