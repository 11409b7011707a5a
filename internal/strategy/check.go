package strategy

// checkReach evaluates the rules for every category in use: each reaches
// somebody, also when the manager is concerned; each serious event alerts
// somebody; and none can be closed without a single fact.
func (r *reading) checkReach() {
	p := r.profile
	for _, c := range p.Categories() {
		for _, named := range []bool{false, true} {
			if len(p.Route(Facts{Category: c.Code, ManagerNamed: named})) == 0 {
				r.whole("routing.yaml").problem(keyReachesNobody, c.Code)
				break
			}
		}
		if len(p.ClosingFacts(Facts{Category: c.Code})) == 0 {
			r.whole("closing.yaml").problem(keyNoClosingFacts, c.Code)
		}
		r.checkAlerts(c)
	}
}

func (r *reading) checkAlerts(c Category) {
	for _, severity := range r.profile.scale.Severities {
		if severity.Serious && len(r.profile.Alerts(Facts{Category: c.Code, Severity: severity.Code})) == 0 {
			r.whole("alerts.yaml").problem(keyAlertsNobody, c.Code, severity.Code)
		}
	}
}

func (r *reading) whole(file string) spot { return spot{r: r, file: file, field: "rules"} }
