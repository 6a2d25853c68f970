package rig

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/storage/postgres"
)

// Record is the record, opened with the rig's keys as a replica opens it.
func (r *Rig) Record(ctx context.Context) *postgres.Store {
	r.T.Helper()
	r.recordOnce.Do(func() {
		store, err := r.open(ctx)
		if err != nil {
			r.T.Fatal(err)
		}
		r.T.Cleanup(store.Close)
		r.record = store
	})
	return r.record
}

// Read opens a report as a cleared officer of an agency that has it.
func (r *Rig) Read(ctx context.Context, agency, reference string) (bot.Report, error) {
	by := bot.Actor{Agency: agency, Cleared: true}
	id, err := r.Record(ctx).Find(ctx, by, reference)
	if err != nil {
		return bot.Report{}, err
	}
	return r.Record(ctx).Open(ctx, by, id, "test")
}

// Age makes everything in the record so much older.
func (r *Rig) Age(by time.Duration) {
	r.T.Helper()
	updates := Rows[string](r, `
		SELECT format('UPDATE %s SET %s', table_name::regclass, string_agg(format('%1$I = %1$I - $1::interval', column_name), ', '))
		FROM (SELECT format('%I.%I', c.table_schema, c.table_name) AS table_name, c.column_name
			FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
			WHERE c.table_schema IN ('public', 'vault') AND t.table_type = 'BASE TABLE' AND c.data_type = 'timestamp with time zone'
			  AND c.is_generated = 'NEVER') AS times
		WHERE NOT (SELECT relispartition FROM pg_class WHERE oid = table_name::regclass) -- the whole is moved
		GROUP BY table_name`)
	r.exec(r.database, strings.ReplaceAll(strings.Join(updates, ";\n"), "$1", fmt.Sprintf("'%d seconds'", int(by.Seconds()))))
}
