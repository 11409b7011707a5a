package view_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/vardkas/vardkas/internal/store"
	"github.com/vardkas/vardkas/internal/store/storetest"
	"github.com/vardkas/vardkas/internal/view"
)

func within(t *testing.T, db *store.DB, f func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, tx *store.Tx, person int64, roles ...string) (all []string) {
	t.Helper()
	views, _, err := view.Of(tx, person, "risk", roles)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		all = append(all, v.Name+"?"+v.Asked)
	}
	return all
}

func TestAViewIsItsMakersAndOfTheRoleItIsSharedWith(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		within(t, storetest.Open(t, o), func(tx *store.Tx) error {
			for _, v := range []view.View{
				{Person: 1, Kind: "risk", Name: "Egen", Asked: "q=a"},
				{Person: 1, Kind: "risk", Name: "Delad", Asked: "q=b", Role: "manager"},
				{Person: 1, Kind: "action", Name: "Annat", Asked: "q=c", Role: "manager"},
				{Person: 1, Kind: "risk", Name: "Egen", Asked: "q=ny"},
			} {
				if err := view.Save(tx, v); err != nil {
					return err
				}
			}
			for _, c := range []struct {
				person int64
				roles  []string
				want   []string
			}{
				{1, nil, []string{"Delad?q=b", "Egen?q=ny"}},
				{2, nil, nil},
				{2, []string{"director"}, nil},
				{2, []string{"director", "manager"}, []string{"Delad?q=b"}},
			} {
				if got := names(t, tx, c.person, c.roles...); !slices.Equal(got, c.want) {
					t.Errorf("%d with %v sees %v, want %v", c.person, c.roles, got, c.want)
				}
			}
			return nil
		})
	})
}

func TestNobodyElseChangesOrTakesAwayAView(t *testing.T) {
	within(t, storetest.Open(t, storetest.SQLite(t)), func(tx *store.Tx) error {
		if err := view.Save(tx, view.View{Person: 1, Kind: "risk", Name: "Egen", Role: "manager"}); err != nil {
			return err
		}
		all, _, err := view.Of(tx, 1, "risk", nil)
		if err != nil {
			return err
		}
		if _, err := view.Own(tx, 2, "risk", all[0].ID); !errors.Is(err, view.ErrAbsent) {
			t.Errorf("another's view: %v", err)
		}
		if err := view.Delete(tx, 2, "risk", all[0].ID); err != nil {
			return err
		}
		if got := names(t, tx, 1); len(got) != 1 {
			t.Errorf("another took it away: %v", got)
		}
		if err := view.Delete(tx, 1, "risk", all[0].ID); err != nil {
			return err
		}
		if got := names(t, tx, 1); got != nil {
			t.Errorf("it is still there: %v", got)
		}
		return nil
	})
}

func TestAPersonKeepsSoManyViewsAndNoMore(t *testing.T) {
	within(t, storetest.Open(t, storetest.SQLite(t)), func(tx *store.Tx) error {
		for i := range view.Most {
			if err := view.Save(tx, view.View{Person: 1, Kind: "risk", Name: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		if err := view.Save(tx, view.View{Person: 1, Kind: "risk", Name: "en till"}); !errors.Is(err, view.ErrFull) {
			t.Errorf("one more: %v", err)
		}
		return view.Save(tx, view.View{Person: 1, Kind: "risk", Name: "0", Asked: "q=igen"})
	})
}

func TestColumnsAreRememberedByPersonAndKind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		within(t, storetest.Open(t, o), func(tx *store.Tx) error {
			want := []string{"title", "unit"}
			for _, columns := range [][]string{{"number"}, want} {
				if err := view.ChooseColumns(tx, 1, "risk", columns); err != nil {
					return err
				}
			}
			for person, want := range map[int64][]string{1: want, 2: nil} {
				if _, got, err := view.Of(tx, person, "risk", nil); err != nil || !slices.Equal(got, want) {
					t.Errorf("%d: %v, %v", person, got, err)
				}
			}
			if err := view.ChooseColumns(tx, 1, "risk", nil); err != nil {
				return err
			}
			if _, got, err := view.Of(tx, 1, "risk", nil); err != nil || len(got) != 0 {
				t.Errorf("after none: %v, %v", got, err)
			}
			return nil
		})
	})
}
