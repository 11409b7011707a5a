package access

// cheapest finds the cheapest closed walk of ±1 changes through a cell, up or down, and returns the cells on it; nil when
// there is none. With hiddenOnly it may use hidden cells alone, which cost nothing; otherwise it may hide more.
func (g *grid) cheapest(at place, hiddenOnly bool) []place {
	var best []place
	bestCost := -1
	for _, up := range []bool{true, false} {
		if !g.moves(at.r, at.c, up) {
			continue
		}
		walk, cost := g.walk(at, up, hiddenOnly)
		if walk != nil && (bestCost < 0 || cost < bestCost) {
			best, bestCost = walk, cost
		}
	}
	return best
}

// walk looks for the way back from the cell's column to its row (Dijkstra over rows and columns as nodes): the cell itself
// goes up (or down), the next in its column the other way, the next in that one's row as the first, and so on, so that
// every line still sums to zero.
func (g *grid) walk(at place, up, hiddenOnly bool) ([]place, int) {
	// Nodes 0…rows-1 are rows, rows…rows+columns-1 are columns. Column→row changes the other way, row→column as the first.
	start, goal := g.rows+at.c, at.r
	cost := make([]int, g.rows+g.columns)
	from := make([]int, len(cost))
	done := make([]bool, len(cost))
	for i := range cost {
		cost[i], from[i] = -1, -1
	}
	cost[start] = 0
	for {
		node := nearest(cost, done)
		if node < 0 || node == goal {
			break
		}
		done[node] = true
		for _, next := range g.beside(node) {
			p, direction := g.step(node, next, up)
			price, open := g.price(p, direction, hiddenOnly)
			if p == at || !open {
				continue
			}
			if total := cost[node] + price; cost[next] < 0 || total < cost[next] {
				cost[next], from[next] = total, node
			}
		}
	}
	if cost[goal] < 0 {
		return nil, 0
	}
	walk := []place{at}
	for node := goal; node != start; node = from[node] {
		p, _ := g.step(from[node], node, up)
		walk = append(walk, p)
	}
	return walk, cost[goal]
}

func nearest(cost []int, done []bool) int {
	best := -1
	for i, c := range cost {
		if c >= 0 && !done[i] && (best < 0 || c < cost[best]) {
			best = i
		}
	}
	return best
}

// beside lists the nodes next to a row (all columns) or a column (all rows).
func (g *grid) beside(node int) []int {
	first, count := g.rows, g.columns
	if node >= g.rows {
		first, count = 0, g.rows
	}
	out := make([]int, count)
	for i := range out {
		out[i] = first + i
	}
	return out
}

// step is the cell between two nodes and the direction it changes in.
func (g *grid) step(node, next int, up bool) (place, bool) {
	if node >= g.rows {
		return place{next, node - g.rows}, !up
	}
	return place{node, next - g.rows}, up
}

// price is what it costs to lead a walk through a cell: nothing when hidden already; otherwise small figures before large,
// cells before sums, and the total last.
func (g *grid) price(p place, up, hiddenOnly bool) (int, bool) {
	cell := g.cells[p.r][p.c]
	switch {
	case !g.moves(p.r, p.c, up):
		return 0, false
	case cell.hidden:
		return 0, true
	case hiddenOnly:
		return 0, false
	}
	price := 1000 + min(cell.n, 100_000)
	if g.isSum(p.r, p.c) {
		price += 1_000_000
	}
	if p.r == g.rows-1 && p.c == g.columns-1 {
		price += 10_000_000
	}
	return price, true
}
