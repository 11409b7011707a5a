// Package access is the one place that says who may do what with which record: one rule in two forms, a Go predicate for
// the record in hand (May, Sight, Why) and the same as SQL for lists, counts and figures (Where, WhereStub). A property
// test holds the two together on random data in both engines. It serves rows A30, B4, B26, B38 and B52, and it is the
// layer under every row that reads.
//
// # The rule
//
// rules.txt states role × kind[.class][@area] × action × scope × highest level. Everything not stated is denied. What a
// person's roles give adds up; then the denials win, whatever the roles:
//
//	conflict   the case is about the person (subject) or names the person (named): what is left is the own report as its
//	           reporter, the own row (self), and handing in a report. Not even a stub.
//	level      above the highest level of the line. At level 4 only the reporter, self and the case list read.
//	lock       adopted, approved or held: no change. Reading, disclosure and disposal go on.
//	separation Sole and Pair (nobody approves own work alone; principal and deputy are one pair of eyes), Incompatible
//	           (the machine and the content are never in one hand), Appointing (nobody appoints themselves; two persons
//	           for a role that reads secrecy). These are about persons and are asked where the step is taken.
//
// The answer is Full, Stub or Nothing. A stub (number, month, site, category) comes of the action count, so that figures
// do not lie: violence is a large share of all reports and almost nobody may read it. Suppress keeps groups under 5 from
// being told or worked out. Nothing and absent must look the same to whoever asks.
//
// # How far a scope reaches
//
//	any                        every record of the kind
//	unit, site, region,        the units of the appointment (all of them if it is region-wide), within the areas of the
//	engagement                 appointment, unless the line says @any
//	own                        relation reporter, by veil
//	assignee owned case        relation assignee, owner, case, by person
//	forum self                 relation forum, self, by person
//
// A relation is not limited by the appointment's units or areas: a part handed to somebody elsewhere opens for them.
//
// # What each role meets of a report (class and level permitting; the whole is testdata/matrix.golden)
//
//	employee                   hands in; follows the own report and talk, never the handlers' side; handles what is assigned
//	manager                    own unit to level 2; violence as a stub unless on the case list; protective security nothing
//	site_coordinator           own site to level 3 within the areas of the appointment (personal, access, fire); not IT or information
//	infosec_officer            information, IT and personal data over the region to level 3
//	it_security_officer        IT over the region to level 3; reads information
//	infosec_coordinator_it     IT to level 2
//	data_protection_officer    personal data over the region to level 3; reads information and IT
//	security_chief             everything but protective security over the region to level 3; counts all
//	security_office            ordinary events and violence over the region to level 3
//	protective_security_chief  protective security, and nobody else does
//	duty_officer               reads over the region to level 3, answers alerts, hands over; closes nothing
//	director                   reads cases and actions (not notes) to level 3; counts all
//	board_member               counts (not protective security); reads compiled figures
//	safety_representative      counts violence in the own unit; reads when on the case list
//	registrar                  finds, hands out and disposes to level 3; level 4 by case list
//	reviewer                   reads what the engagement covers to level 3; verifies the trail
//	system_administrator       units, sites, accounts, configuration, jobs; no content; verifies the trail
//	access_administrator       appointments; no content
//	intake                     the anonymous door: hands in, and follows that report alone
//	system                     commands and jobs: bring in, route, escalate; read nothing
//
// # What callers owe
//
// Everybody who signs in holds Employee beside the roles of their appointments. Grants are those in force now, with units
// and areas expanded (package org does it), built anew for every request and again inside the write transaction. What hangs
// on a record carries its unit, areas, class, level and relations (see Object). The derived table
//
//	access_key(rid bigint, relation text, who bigint, PRIMARY KEY(rid, relation, who)), INDEX (who, relation, rid)
//
// must be written with the record. Nothing here runs SQL, knows a unit, or reads the clock.
//
// # Counting without walking
//
// Whoever counts by sums takes the rule apart: ByReach says what the appointments alone reach, ByPerson adds how the person
// stands to a record (Columns.Held), and only rows with a key of the subject's veil need the whole rule, row by row.
package access
