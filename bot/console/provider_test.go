package console_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"yousaid/bot/console"
)

// employer is a real OpenID provider with a few accounts.
type employer struct {
	t       *testing.T
	issuer  string
	client  string
	secret  string
	people  people
	storage *storage.Storage
	away    atomic.Bool
	// forge changes what the provider answers on a path, if it is set.
	forge func(path string, answer map[string]any)
}

// people are the provider's users, by their ids, which are their names too.
type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User         { return p[id] }
func (p people) GetUserByUsername(name string) *storage.User { return p[name] }
func (people) ExampleClientID() string                       { return "" }

const password = "correct horse"

func (p people) add(id, email string, verified bool) {
	p[id] = &storage.User{ID: id, Username: id, Password: password, FirstName: id, Email: email, EmailVerified: verified}
}

// employ starts a provider and makes a console use it.
func employ(t *testing.T, change ...func(*console.Config)) (*rig, *employer) {
	t.Helper()
	e := &employer{t: t, client: uuid.NewString(), secret: rand.Text(), people: people{}}
	server := httptest.NewUnstartedServer(nil)
	e.issuer = "http://" + server.Listener.Addr().String()
	r := start(t, append([]func(*console.Config){func(c *console.Config) {
		c.Dev = false
		c.Work = &console.WorkAccounts{Issuer: e.issuer, ClientID: e.client, ClientSecret: e.secret, Name: "your Luton account"}
	}}, change...)...)
	storage.RegisterClients(storage.WebClient(e.client, e.secret, r.site+"sign-in/oidc"))
	e.storage = storage.NewStorage(e.people)
	server.Config.Handler = e.handler(exampleop.SetupServer(e.issuer, e.storage, nil, false, op.WithLogger(slog.New(slog.DiscardHandler))))
	server.Start()
	t.Cleanup(server.Close)
	return r, e
}

// handler is the provider, which can be away or have its answers forged.
func (e *employer) handler(provider http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case e.away.Load():
			panic(http.ErrAbortHandler)
		case e.forge == nil || r.URL.Path != "/oauth/token" && r.URL.Path != "/userinfo":
			provider.ServeHTTP(w, r)
			return
		}
		kept := httptest.NewRecorder()
		provider.ServeHTTP(kept, r)
		answer, _ := io.ReadAll(kept.Body)
		var says map[string]any
		if kept.Code == http.StatusOK && json.Unmarshal(answer, &says) == nil {
			e.forge(r.URL.Path, says)
			answer, _ = json.Marshal(says)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(kept.Code)
		_, _ = w.Write(answer)
	})
}

// key is the provider's own.
func (e *employer) key() (id string, key any) {
	signing, err := e.storage.SigningKey(context.Background())
	if err != nil {
		e.t.Error(err)
		return "", nil
	}
	return signing.ID(), signing.Key()
}

// resign changes the claims of a token and signs it again with a key.
func (e *employer) resign(token any, id string, key any, change func(claims map[string]any)) string {
	var claims map[string]any
	text, _ := token.(string)
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.RS256})
	if err == nil {
		err = json.Unmarshal(signed.UnsafePayloadWithoutVerification(), &claims)
	}
	if err != nil {
		e.t.Error(err)
		return ""
	}
	change(claims)
	payload, _ := json.Marshal(claims)
	options := (&jose.SignerOptions{}).WithHeader("kid", id)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, options)
	if err != nil {
		e.t.Error(err)
		return ""
	}
	again, err := signer.Sign(payload)
	if err != nil {
		e.t.Error(err)
		return ""
	}
	compact, _ := again.CompactSerialize()
	return compact
}

func strangersKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// work goes to the provider and signs in there, as far as the way back to us,
// which it doesn't go.
func (b *browser) work(e *employer, account string) (back string) {
	b.rig.t.Helper()
	login := b.login(e)
	hop := *b.Client
	hop.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), b.rig.site) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	answer, err := hop.PostForm(e.issuer+"/login/username", url.Values{"id": {login}, "username": {account}, "password": {password}})
	if err != nil {
		b.rig.t.Fatal(err)
	}
	defer answer.Body.Close()
	back = strings.TrimPrefix(answer.Header.Get("Location"), b.rig.site)
	if !strings.HasPrefix(back, "sign-in/oidc?") {
		body, _ := io.ReadAll(answer.Body)
		b.rig.t.Fatalf("the provider leads to %q (%d): %s", back, answer.StatusCode, bytes.TrimSpace(body))
	}
	return back
}

// login goes to the provider's page for signing in.
func (b *browser) login(e *employer) (id string) {
	b.rig.t.Helper()
	p := b.get("sign-in/work?to=%3Fview%3Dmine")
	at := mustParse(b.rig.t, p.Path)
	if !strings.HasPrefix(p.Path, e.issuer+"/login/username") || at.Query().Get("authRequestID") == "" {
		b.rig.t.Fatalf("led to %s (%d): %s", p.Path, p.Status, p.Body)
	}
	return at.Query().Get("authRequestID")
}

// changed is a way back with one parameter changed.
func changed(t *testing.T, back, name, value string) string {
	t.Helper()
	at := mustParse(t, back)
	asked := at.Query()
	asked.Set(name, value)
	at.RawQuery = asked.Encode()
	return at.String()
}

func parameter(t *testing.T, back, name string) string {
	t.Helper()
	return mustParse(t, back).Query().Get(name)
}
