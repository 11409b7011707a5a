-- +goose Up
-- Written from the kinds: see CONTRIBUTING.md.
SELECT 1;
