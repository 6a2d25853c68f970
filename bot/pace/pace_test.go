package pace_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yousaid/bot/pace"
	"yousaid/bot/sandbox"
)

const token = "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5"

// network is a Telegram with its limits on, to which calls need a while.
type network struct {
	box      *sandbox.Sandbox
	api      http.Handler
	mu       sync.Mutex
	sent     []time.Time
	refused  int
	lateMost time.Duration // how late a sender wakes up, at the most
	wayLeast time.Duration // how long a call takes to the network at least, and its answer back
	wayMost  time.Duration // how much longer, at the most
}

func newNetwork(chats int) *network {
	limits := sandbox.RealLimits
	limits.On = true
	n := &network{box: sandbox.New(sandbox.Options{Now: time.Now, NoLedger: true, Telegram: sandbox.TelegramOptions{Token: token}})}
	n.box.Telegram.SetLimits(limits)
	n.api = n.box.API()
	for chat := range chats {
		n.box.Telegram.AddUser(sandbox.User{ID: int64(5000 + chat), FirstName: "R"}).Start("")
	}
	return n
}

// call sends to a chat. How long all takes is drawn by its number, so that each
// run is like the other.
func (n *network) call(t *testing.T, p *pace.Pace, number, chat int, at time.Time) {
	drawn := rand.New(rand.NewPCG(7, uint64(number)))
	upTo := func(most time.Duration) time.Duration { return time.Duration(drawn.Int64N(int64(most) + 1)) }
	if err := pace.Sleep(t.Context(), at); err != nil {
		t.Error(err)
	}
	time.Sleep(upTo(n.lateMost))
	began, err := p.Enter(t.Context())
	if err != nil {
		t.Error(err)
	}
	defer func() { p.Leave(began) }()
	time.Sleep(n.wayLeast + upTo(n.wayMost))
	form := strings.NewReader("text=We+cleared+it&chat_id=" + strconv.Itoa(5000+chat))
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bot"+token+"/sendMessage", form)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	n.api.ServeHTTP(answer, request)
	n.mu.Lock()
	if n.sent = append(n.sent, time.Now()); answer.Code == http.StatusTooManyRequests {
		n.refused++
	} else if answer.Code != http.StatusOK {
		t.Errorf("%d: %s", answer.Code, answer.Body)
	}
	n.mu.Unlock()
	time.Sleep(n.wayLeast + upTo(n.wayMost))
}

// spread sends to so many, claimed three at a time, and returns how many a second
// arrived. stalls is how long nothing is claimed, now and then.
func (n *network) spread(t *testing.T, p *pace.Pace, calls, chats int, stalls time.Duration) float64 {
	const batch = 3
	var all sync.WaitGroup
	for number := 0; number < calls; number += batch {
		at := p.Reserve(batch)
		if err := pace.Sleep(t.Context(), at.Add(-50*time.Millisecond)); err != nil {
			t.Error(err)
		}
		if number%150 == 90 {
			time.Sleep(stalls)
		}
		for k := range batch {
			all.Go(func() { n.call(t, p, number+k, (number+k)%chats, at.Add(time.Duration(k)*p.Gap())) })
		}
	}
	all.Wait()
	return float64(len(n.sent)-1) / n.sent[len(n.sent)-1].Sub(n.sent[0]).Seconds()
}

// Thirty a second, as the network allows, though senders wake up to a tenth of a
// second late and calls take up to 50 ms. Without a window kept in mind the same
// calls are refused.
func TestWhatTheNetworkAllowsIsUsedAndNeverMore(t *testing.T) {
	const calls, chats, gap = 3000, 300, time.Second / 30
	for name, try := range map[string]struct {
		window, late, far, way, stalls time.Duration
		least                          float64
		refuses                        bool
	}{
		"even":                 {window: time.Second, least: 29.9},
		"late by 50 ms":        {window: time.Second, late: 50 * time.Millisecond, way: 10 * time.Millisecond, least: 29.5},
		"late by 100 ms":       {window: time.Second, late: 100 * time.Millisecond, way: 25 * time.Millisecond, least: 29},
		"stalls are lost":      {window: time.Second, late: 100 * time.Millisecond, way: 25 * time.Millisecond, stalls: 900 * time.Millisecond, least: 22},
		"without a window":     {late: 50 * time.Millisecond, way: 10 * time.Millisecond, least: 29, refuses: true},
		"far away":             {window: time.Second, late: 50 * time.Millisecond, far: 60 * time.Millisecond, way: 15 * time.Millisecond, least: 28.8},
		"slow calls wait more": {window: time.Second, way: 200 * time.Millisecond, least: 24},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(chats)
				defer n.box.Close()
				time.Sleep(time.Minute) // what they began with doesn't count any more
				n.lateMost, n.wayLeast, n.wayMost = try.late, try.far, try.way
				rate := n.spread(t, pace.New(gap, try.window), calls, chats, try.stalls)
				if (n.refused > 0) != try.refuses || rate < try.least || rate > 30.02 {
					t.Errorf("%.2f a second, %d refused", rate, n.refused)
				}
				t.Logf("%.2f a second, %d refused", rate, n.refused)
			})
		})
	}
}

func TestWhoIsALittleLateMakesItUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(100*time.Millisecond, time.Second)
		begun := time.Now()
		at := func(calls int) time.Duration { return p.Reserve(calls).Sub(begun) }
		if first, second := at(1), at(2); first != 0 || second != 100*time.Millisecond {
			t.Errorf("%v and %v", first, second)
		}
		time.Sleep(500 * time.Millisecond)
		if third := at(1); third != 300*time.Millisecond { // 200 ms ago
			t.Errorf("a little late: %v", third)
		}
		time.Sleep(time.Second)
		if fourth := at(1); fourth != 1500*time.Millisecond {
			t.Errorf("after a long while: %v", fourth)
		}
		p.Hold(time.Now().Add(time.Minute))
		if wait := p.Next(); wait != time.Minute || !p.Held() {
			t.Errorf("held for %v", wait)
		}
		if fifth := at(1); fifth != 61500*time.Millisecond {
			t.Errorf("after a pause: %v", fifth)
		}
	})
}

func TestAJobKnowsOfThoseBeforeIt(t *testing.T) {
	var book pace.Book
	first, leave := book.Join("telegram", time.Second, time.Second)
	second, leaveToo := book.Join("telegram", time.Second, time.Second)
	if first != second {
		t.Error("each has a pace of its own")
	}
	if leave() || !leaveToo() {
		t.Error("it is not the last that is the last")
	}
	if third, _ := book.Join("telegram", time.Second, time.Second); third != first {
		t.Error("the next begins anew")
	}
	if other, _ := book.Join("sms", time.Second, 0); other == first {
		t.Error("another network has the same pace")
	}
	var none *pace.Book
	if _, leave := none.Join("telegram", time.Second, time.Second); !leave() {
		t.Error("alone, and not the last")
	}
}
