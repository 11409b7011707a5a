package demo

import (
	"embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
)

//go:embed data/*.csv data/efternamn.txt
var nameFiles embed.FS

// nameBook draws given names as often as they are borne in Sweden, and surnames
// with the first of the list commoner than the last.
type nameBook struct {
	given    []string
	bearers  []int // cumulative
	families []string
}

func readNames() (*nameBook, error) {
	book := &nameBook{}
	total := 0
	for _, file := range []string{"data/tilltalsnamn-kvinnor-topp400.csv", "data/tilltalsnamn-kvinnor-topp400.csv", "data/tilltalsnamn-man-topp400.csv"} {
		// Women stand twice: about two thirds or more of a region's staff are women.
		rows, err := readRows(file)
		if err != nil {
			return nil, err
		}
		for _, row := range rows[1:] {
			n, err := strconv.Atoi(row[1])
			if err != nil {
				return nil, fmt.Errorf("read bearers in %s: %w", file, err)
			}
			total += n
			book.given = append(book.given, row[0])
			book.bearers = append(book.bearers, total)
		}
	}
	families, err := nameFiles.ReadFile("data/efternamn.txt")
	if err != nil {
		return nil, fmt.Errorf("read surnames: %w", err)
	}
	book.families = strings.Fields(string(families))
	return book, nil
}

func readRows(file string) ([][]string, error) {
	f, err := nameFiles.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return rows, nil
}

func (b *nameBook) draw(rng *rand.Rand) (given, family string) {
	n := rng.IntN(b.bearers[len(b.bearers)-1])
	given = b.given[sort.SearchInts(b.bearers, n+1)]
	// The product of two draws favours the head of the list.
	at := int(rng.Float64() * rng.Float64() * float64(len(b.families)))
	return given, b.families[at]
}

var plainLetters = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "ü", "u", "á", "a", "í", "i", "ć", "c", " ", "-")

// mailName is a name as it stands in an address: lower case, plain letters.
func mailName(given, family string) string {
	return plainLetters.Replace(strings.ToLower(given + "." + family))
}
