package local

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Names inside the database server.
const (
	superuser    = "postgres"
	ownerRole    = "yousaid"
	databaseName = "yousaid"
)

// firstStatements make what a new server needs. The service gets no superuser:
// row-level security does not apply to those, and a real server gives it none.
const firstStatements = "CREATE ROLE " + ownerRole + " LOGIN CREATEDB CREATEROLE;\n" +
	"CREATE DATABASE " + databaseName + " OWNER " + ownerRole + ";\n"

// dataVersion is the major version that made the data, or 0 without data.
func dataVersion(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION")) //nolint:gosec // in our own folder
	if os.IsNotExist(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("version of the data: %w", err)
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// removeData deletes the data of a server, after a look that it is that: one of
// the marks must be in it.
func removeData(data string, marks ...string) error {
	entries, err := os.ReadDir(data)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if slices.Contains(marks, e.Name()) {
			return os.RemoveAll(data)
		}
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s does not look like a server's data (no %s in it): not deleted", data, marks[0])
	}
	return os.Remove(data)
}

// createCluster makes the data folder. It is made under another name, so that
// a start that was broken off is not taken for a database.
func (p *Postgres) createCluster(ctx context.Context) error {
	unfinished := p.home.data() + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	args := []string{
		"-D", unfinished, "-U", superuser, "--auth-local=trust", "--auth-host=reject",
		"--encoding=UTF8", "--locale=C", "--no-instructions",
	}
	if p.volatile {
		args = append(args, "--no-sync")
	}
	if err := p.tool(ctx, "", "initdb", args...); err != nil {
		return err
	}
	// Statements through the single-user mode need no running server.
	err := p.tool(ctx, firstStatements, "postgres", "--single", "-D", unfinished,
		"-c", "exit_on_error=on", "-c", "fsync="+onOff(!p.volatile), "postgres")
	if err != nil {
		return err
	}
	return os.Rename(unfinished, p.home.data())
}

// tool runs one of PostgreSQL's programs to its end. What it said is in the
// error only.
func (p *Postgres) tool(ctx context.Context, stdin, program string, args ...string) error {
	var said bytes.Buffer
	cmd := command(ctx, p.home.account, p.home.path, filepath.Join(p.installed.bin, program), args...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, lastLines(said.String()))
	}
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
