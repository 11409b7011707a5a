package batch

import (
	"fmt"
	"strings"

	"github.com/vardkas/vardkas/internal/record"
	"github.com/vardkas/vardkas/internal/words"
)

// The languages of a label, as the names of the values that keep it end.
const (
	inSwedish = ".sv"
	inEnglish = ".en"
)

// labelled writes labels as a batch keeps them.
func labelled(labels map[string]words.Label) map[string]string {
	kept := map[string]string{}
	for name, label := range labels {
		kept[name+inSwedish], kept[name+inEnglish] = label.SV, label.EN
	}
	return kept
}

// Labels are the words of the named values that imports have kept, for pages that show, filter or count by them. Of two
// imports that name one value differently the later one counts.
func Labels(tx *record.Tx) (map[string]words.Label, error) {
	all := map[string]words.Label{}
	err := tx.Each(func(scan func(...any) error) error {
		var kept, text string
		if err := scan(&kept, &text); err != nil {
			return err
		}
		if name, ok := strings.CutSuffix(kept, inSwedish); ok {
			all[name] = words.Label{SV: text, EN: all[name].EN}
		}
		if name, ok := strings.CutSuffix(kept, inEnglish); ok {
			all[name] = words.Label{SV: all[name].SV, EN: text}
		}
		return nil
	}, "SELECT v.name, v.value FROM record r JOIN record_value v ON v.rid = r.rid WHERE r.kind = $1 AND r.state = $2 ORDER BY r.rid", Kind.Name, string(Complete))
	if err != nil {
		return nil, fmt.Errorf("read the labels of imported values: %w", err)
	}
	return all, nil
}
