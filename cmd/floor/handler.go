package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

// handler takes Telegram's updates.
type handler struct {
	talks        *redis.Client
	record       *pgxpool.Pool
	client       *http.Client
	send, secret string
}

// update is as much of one as the work needs.
type update struct {
	Message *struct {
		Text string `json:"text"`
		Chat chat   `json:"chat"`
	} `json:"message"`
	Press *struct {
		ID      string `json:"id"`
		Data    string `json:"data"`
		Message struct {
			Chat chat `json:"chat"`
		} `json:"message"`
	} `json:"callback_query"`
}

type chat struct {
	ID int64 `json:"id"`
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")), []byte(h.secret)) != 1 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var u update
	if err != nil || json.Unmarshal(body, &u) != nil || u.Message == nil && u.Press == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := h.turn(r.Context(), u); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if u.Press != nil { // the answer to a press goes in the webhook's own
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"method":"answerCallbackQuery","callback_query_id":%q}`, u.Press.ID)
	}
}

// turn keeps what was said and sends what follows.
func (h *handler) turn(ctx context.Context, u update) error {
	id, said := int64(0), ""
	if u.Press != nil {
		id, said = u.Press.Message.Chat.ID, u.Press.Data
	} else {
		id, said = u.Message.Chat.ID, u.Message.Text
	}
	address := strconv.FormatInt(id, 10)
	all, err := keep.Run(ctx, h.talks, []string{"floor:" + address}, said, lastTurn).Text()
	if err != nil {
		return err
	}
	turn := strings.Count(all, "\n")
	reference := ""
	if turn == lastTurn {
		reference = newReference()
		if _, err := h.record.Exec(ctx, file, rand.Text(), reference, address, all); err != nil {
			return err
		}
	}
	return h.say(ctx, id, turn, reference)
}

// keep adds a line to what a resident said, for a day, and gives all of it;
// after the last turn it begins anew. KEYS conversation. ARGV 1 what was said,
// 2 the last turn.
var keep = redis.NewScript(`
local all = (redis.call('GET', KEYS[1]) or '') .. string.gsub(ARGV[1], '\n', ' ') .. '\n'
local _, turn = string.gsub(all, '\n', '')
redis.call('SET', KEYS[1], turn < tonumber(ARGV[2]) and all or '', 'EX', 86400)
return all`)

const schema = `
	CREATE TABLE IF NOT EXISTS floor_reports (
		id text PRIMARY KEY, reference text NOT NULL UNIQUE, address text NOT NULL, body text NOT NULL, filed_at timestamptz NOT NULL DEFAULT now());
	CREATE TABLE IF NOT EXISTS floor_outbox (
		id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, report text NOT NULL REFERENCES floor_reports, due_at timestamptz NOT NULL DEFAULT now())`

const file = `
	WITH report AS (INSERT INTO floor_reports (id, reference, address, body) VALUES ($1, $2, $3, $4) RETURNING id)
	INSERT INTO floor_outbox (report) SELECT id FROM report`

// newReference looks like one of the service's.
func newReference() string {
	text := rand.Text()
	return "LUT-" + text[:4] + "-" + text[4:7]
}

// say makes the one call, and makes sure that it had its effect.
func (h *handler) say(ctx context.Context, to int64, turn int, reference string) error {
	message, ok := replies[turn]
	if !ok {
		message = replies[lastTurn]
	}
	message.ChatID = to
	message.Text = strings.ReplaceAll(message.Text, "{reference}", reference)
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.send, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := h.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		OK bool `json:"ok"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || !answer.OK {
		return errors.Join(errors.New("not sent"), err)
	}
	_, err = io.Copy(io.Discard, response.Body) // else the connection isn't used again
	return err
}
