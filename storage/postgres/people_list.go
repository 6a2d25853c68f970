package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// People lists whom an officer looks after, removed ones included.
func (s *Store) People(ctx context.Context, by bot.Officer) ([]bot.Person, error) {
	all, err := s.officers(ctx, s.pool, "")
	if err != nil {
		return nil, fmt.Errorf("list people: %w", clean(err))
	}
	people := []bot.Person{}
	for _, officer := range all {
		if by.LooksAfter(officer) {
			people = append(people, bot.Person{Officer: officer})
		}
	}
	if err := s.ways(ctx, people); err != nil {
		return nil, fmt.Errorf("list people: %w", clean(err))
	}
	return people, nil
}

// Person finds somebody whom an officer looks after; ErrNotFound for others.
func (s *Store) Person(ctx context.Context, by bot.Officer, id string) (bot.Person, error) {
	people, err := s.person(ctx, by, id)
	if err == nil && len(people) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Person{}, fmt.Errorf("find a person: %w", clean(err))
	}
	return people[0], nil
}

func (s *Store) person(ctx context.Context, by bot.Officer, id string) ([]bot.Person, error) {
	list, err := s.officers(ctx, s.pool, ` WHERE officers.id::text = $1`, id)
	if err != nil || len(list) == 0 || !by.LooksAfter(list[0]) {
		return nil, err
	}
	people := []bot.Person{{Officer: list[0]}}
	if err := s.ways(ctx, people); err != nil {
		return nil, err
	}
	for _, address := range people[0].Addresses {
		lookup := s.blind(address)
		way := bot.PersonAddress{ID: hex.EncodeToString(lookup), Address: address}
		if err := s.pool.QueryRow(ctx, `SELECT bound_at FROM officer_addresses WHERE lookup = $1`, lookup).Scan(&way.Since); err != nil {
			return nil, err
		}
		people[0].Ways = append(people[0].Ways, way)
	}
	return people, nil
}

// wayRow is how an officer comes in.
type wayRow struct {
	ID         string
	Account    *time.Time
	App        *time.Time
	Recoveries int
	LastIn     *time.Time
}

// ways adds how people come in.
func (s *Store) ways(ctx context.Context, people []bot.Person) error {
	ids := make([]string, len(people))
	for i, person := range people {
		ids[i] = person.ID
	}
	rows, err := s.pool.Query(ctx, `
		SELECT officers.id::text AS id, (SELECT min(bound_at) FROM officer_identities WHERE officer_id = officers.id) AS account,
		       (SELECT set_up_at FROM officer_apps WHERE officer_id = officers.id) AS app,
		       (SELECT count(*) FROM officer_recoveries WHERE officer_id = officers.id) AS recoveries,
		       signed_in_at AS last_in
		FROM officers WHERE id = ANY($1::uuid[])`, ids)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[wayRow])
	if err != nil {
		return err
	}
	found := map[string]wayRow{}
	for _, row := range list {
		found[row.ID] = row
	}
	for i := range people {
		row := found[people[i].ID]
		people[i].Account, people[i].App, people[i].LastIn = when(row.Account), when(row.App), when(row.LastIn)
		people[i].Recoveries = row.Recoveries
	}
	return nil
}

// when is a time that may be NULL.
func when(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}
