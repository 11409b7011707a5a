package strategy

// checkReach evaluates the rules for every category in use, filed where the
// category says and under any area alone, for a manager who is concerned and one
// who is not: each event reaches somebody, each serious one alerts somebody, and
// none can be closed without a single fact.
func (r *reading) checkReach() {
	p := r.profile
	filed := [][]string{nil}
	for _, area := range p.sets[SetArea].listed {
		filed = append(filed, []string{area})
	}
	told := map[[2]string]bool{}
	for _, c := range p.Categories() {
		for _, areas := range filed {
			for _, named := range []bool{false, true} {
				r.checkEvent(Facts{Category: c.Code, Areas: areas, ManagerNamed: named}, told)
			}
		}
	}
}

// checkEvent reports each failing once for a category; told remembers which.
func (r *reading) checkEvent(f Facts, told map[[2]string]bool) {
	tell := func(file, key string, args ...any) {
		if told[[2]string{f.Category, key}] {
			return
		}
		told[[2]string{f.Category, key}] = true
		spot{r: r, file: file, field: "rules"}.problem(key, args...)
	}
	if len(r.profile.Route(f)) == 0 {
		tell("routing.yaml", keyReachesNobody, f.Category)
	}
	if len(r.profile.ClosingFacts(f)) == 0 {
		tell("closing.yaml", keyNoClosingFacts, f.Category)
	}
	for _, severity := range r.profile.scale.Severities {
		f.Severity = severity.Code
		if severity.Serious && len(r.profile.Alerts(f)) == 0 {
			tell("alerts.yaml", keyAlertsNobody, f.Category, severity.Code)
		}
	}
}
