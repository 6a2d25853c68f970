package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Telegram stands in for Telegram's Bot API with one bot, and for the people
// that it talks with.
type Telegram struct {
	*shared
	me      User
	alone   bool // groups may not add it; guarded by mu
	methods map[string]method
	bell    bell

	mu sync.Mutex // guards all below

	users   map[int64]User
	rooms   map[int64]*room
	firstID int // where message ids of a chat begin
	files   map[string]*file
	presses map[string]*press
	serial  int64 // of callback queries, files, albums
	updates updates
	hook    hook
	profile profile
	sent    []time.Time // by the bot, all chats
	limits  Limits
	toasts  []Toast
}

// profile is what setMyCommands and its like set.
type profile struct {
	commands map[string][]botCommand // by scope and language
	texts    map[string]string       // by method and language
}

type botCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

func newTelegram(common *shared) *Telegram {
	opts := common.opts.Telegram
	id, _, _ := strings.Cut(opts.Token, ":")
	botID, _ := strconv.ParseInt(id, 10, 64)
	t := &Telegram{
		shared: common, methods: methodTable(),
		me:    User{ID: botID, IsBot: true, FirstName: opts.Name, Username: opts.Username},
		users: map[int64]User{}, rooms: map[int64]*room{},
		files: map[string]*file{}, presses: map[string]*press{},
		profile: profile{commands: map[string][]botCommand{}, texts: map[string]string{}},
		limits:  RealLimits,
	}
	// Ids go on where an earlier run of the sandbox can't have come to, since
	// the service may have kept what it was told then.
	seconds := int(common.opts.Now().Unix() - 1_700_000_000)
	t.firstID, t.serial = seconds, int64(seconds)<<16
	t.updates.next = int64(seconds) * 4
	t.updates.lanes = map[string]*lane{}
	t.limits.On = opts.Limits
	return t
}

// ServeHTTP serves /bot<token>/<method> and /file/bot<token>/<path>.
func (t *Telegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		t.serveFile(w, r, path)
		return
	}
	token, method, ok := splitToken(r.URL.Path)
	switch {
	case !ok:
		writeAnswer(w, Fault{}, nil, errNotFound)
	case token != t.opts.Telegram.Token:
		writeAnswer(w, Fault{}, nil, errUnauthorized)
	default:
		t.serveMethod(w, r, method)
	}
}

// splitToken takes /bot<token>/<method> apart.
func splitToken(path string) (token, method string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		return "", "", false
	}
	token, method, ok = strings.Cut(rest, "/")
	return token, method, ok
}

// serveMethod reads one call, lets a fault have its way, executes and answers.
func (t *Telegram) serveMethod(w http.ResponseWriter, r *http.Request, method string) {
	c, err := readCall(w, r, t.canonical(method))
	if err != nil {
		writeAnswer(w, Fault{}, nil, err)
		return
	}
	chat := t.chatOf(c)
	seq := t.ledger.open(Entry{
		Provider: "telegram", Direction: ToProvider, Method: c.method, Chat: chat,
		Params: c.params, Files: c.fileSizes(),
	})
	fault := t.faults.take("telegram", c.method, chat)
	if !t.before(w, r, fault) {
		t.ledger.close(seq, func(e *Entry) { e.Fault = fault.Kind })
		return
	}
	result, failure := t.execute(r.Context(), c, fault)
	t.ledger.close(seq, func(e *Entry) { e.record(result, failure, fault) })
	writeAnswer(w, fault, result, failure)
}

// record notes how a call ended, before its answer is on the way: whoever has
// the answer finds it in the ledger.
func (e *Entry) record(result any, failure *apiError, fault Fault) {
	e.Fault, e.Status = fault.Kind, http.StatusOK
	if fault.Kind == Lost {
		e.Status = 0
	}
	if failure != nil {
		e.Status, e.Error = failure.Code, failure.Description
		return
	}
	e.Done = true
	if message, ok := result.(Message); ok {
		e.ID = strconv.Itoa(message.MessageID)
	}
}

// chatOf names the chat that a call is about.
func (t *Telegram) chatOf(c *call) string {
	if chat := c.params["chat_id"]; chat != "" {
		return chat
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if pressed := t.presses[c.params["callback_query_id"]]; pressed != nil {
		return chatKey(pressed.chat)
	}
	return ""
}

// changed wakes the page and whoever waits. Call it with mu held or not.
func (t *Telegram) changed() { t.bell.ring() }

func (t *Telegram) nextSerial() int64 {
	t.serial++
	return t.serial
}
