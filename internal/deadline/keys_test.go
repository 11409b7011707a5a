package deadline_test

import (
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/vardkas/vardkas/internal/deadline"
)

func TestEveryKeyHasItsWordsAndEveryWordItsKey(t *testing.T) {
	data, err := os.ReadFile("../words/catalogue/deadline.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue map[string]map[string]string
	if err := yaml.Unmarshal(data, &catalogue); err != nil {
		t.Fatal(err)
	}
	for _, key := range deadline.Keys() {
		if catalogue[key]["sv"] == "" || catalogue[key]["en"] == "" {
			t.Errorf("%s is not worded in both languages", key)
		}
		delete(catalogue, key)
	}
	for key := range catalogue {
		t.Errorf("%s is worded but never used", key)
	}
}
