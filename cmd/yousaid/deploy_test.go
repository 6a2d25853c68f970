package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/client_golang/prometheus"

	"yousaid/bot/jobs"
)

// deployed are the files by which the service is run.
var deployed = []string{"../../compose.yaml", "../../docs/deploy/yousaid.service", "../../docs/deploy/kubernetes.yaml"}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// notOurs are what else looks like a setting in these files.
var notOurs = []string{
	"POSTGRES_PASSWORD", "YOUSAID_PASSWORD", "POSTGRES_INITDB_ARGS", "CREATE", "ALL", "AF_INET", "AF_UNIX", "CMD", "CMD_SHELL", "DAC_OVERRIDE",
}

// What the files set is a setting of the program, and every secret among them is
// a file.
func TestDeploymentsSetWhatThereIs(t *testing.T) {
	shape := regexp.MustCompile(`\b[A-Z]+(?:_[A-Z]+)+\b`)
	for _, path := range deployed {
		text := read(t, path)
		found := 0
		for _, name := range shape.FindAllString(text, -1) {
			if slices.Contains(notOurs, name) {
				continue
			}
			found++
			if !slices.Contains(settings, strings.TrimSuffix(name, "_FILE")) {
				t.Errorf("%s speaks of %s, which is no setting", path, name)
			}
		}
		if found < 7 {
			t.Errorf("%s sets %d settings", path, found)
		}
		for _, name := range secretSettings {
			if regexp.MustCompile(`(?m)^\s*(- |Environment=)?"?`+name+`[:=]\s*[^\s]`).MatchString(text) && (name != "REDIS_URL" || !strings.Contains(path, "compose")) {
				t.Errorf("%s has the secret %s itself", path, name)
			}
		}
	}
}

// stopTime is how long the service may take to stop, beside DRAIN_DELAY.
const stopTime = drain + jobs.Drain

// Whoever stops the service waits until it has stopped by itself.
func TestDeploymentsWaitLongEnough(t *testing.T) {
	usual, err := readConfig(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	delay := regexp.MustCompile(`DRAIN_DELAY[:=]\s*(\d+s)`)
	grace := regexp.MustCompile(`(?m)^\s*(?:TimeoutStopSec=|terminationGracePeriodSeconds: )(\d+)$`)
	for _, path := range deployed {
		text, waits := read(t, path), 0
		if strings.Contains(path, "compose") {
			waits, _ = strconv.Atoi(regexp.MustCompile(`turns and jobs that have begun\.\s+stop_grace_period: (\d+)s`).FindStringSubmatch(text)[1])
		} else {
			waits, _ = strconv.Atoi(grace.FindStringSubmatch(text)[1])
		}
		leaves := usual.DrainDelay
		if set := delay.FindStringSubmatch(text); set != nil {
			leaves, _ = time.ParseDuration(set[1])
		}
		if time.Duration(waits)*time.Second <= leaves+stopTime {
			t.Errorf("%s waits %d s, and stopping may take %v", path, waits, leaves+stopTime)
		}
	}
}

// Documents of kubernetes.yaml, as far as the program has a say in them.
type (
	manifest struct {
		APIVersion string            `yaml:"apiVersion"`
		Kind       string            `yaml:"kind"`
		Metadata   map[string]any    `yaml:"metadata"`
		Data       map[string]string `yaml:"data"`
		Secrets    map[string]string `yaml:"stringData"`
		Spec       struct {
			Replicas int `yaml:"replicas"`
			Strategy struct {
				Rolling struct {
					Unavailable int `yaml:"maxUnavailable"`
					Surge       int `yaml:"maxSurge"`
				} `yaml:"rollingUpdate"`
			} `yaml:"strategy"`
			Template struct {
				Spec struct {
					Security   map[string]any `yaml:"securityContext"`
					Containers []container    `yaml:"containers"`
				} `yaml:"spec"`
			} `yaml:"template"`
		} `yaml:"spec"`
	}
	container struct {
		Image string   `yaml:"image"`
		Args  []string `yaml:"args"`
		Ports []struct {
			Name string `yaml:"name"`
			Port int    `yaml:"containerPort"`
		} `yaml:"ports"`
		Ready    probed         `yaml:"readinessProbe"`
		Live     probed         `yaml:"livenessProbe"`
		Security map[string]any `yaml:"securityContext"`
		Mounts   []struct {
			Name string `yaml:"name"`
			Path string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
	}
	probed struct {
		HTTP struct {
			Path string `yaml:"path"`
			Port string `yaml:"port"`
		} `yaml:"httpGet"`
	}
)

// manifests reads every document by itself, as Kubernetes does.
func manifests(t *testing.T) map[string]manifest {
	t.Helper()
	list := map[string]manifest{}
	for text := range strings.SplitSeq(read(t, "../../docs/deploy/kubernetes.yaml"), "\n---\n") {
		var m manifest
		if err := yaml.Unmarshal([]byte(text), &m); err != nil {
			t.Fatal(err)
		}
		list[m.Kind] = m
	}
	return list
}

// The example for Kubernetes names what the program has: ports, probes, settings
// and the files they come from; and it is closed as the image is.
func TestKubernetesExampleFitsTheProgram(t *testing.T) {
	all := manifests(t)
	for _, kind := range []string{"Namespace", "ConfigMap", "Secret", "Job", "Deployment", "PodDisruptionBudget", "Service", "Ingress", "NetworkPolicy"} {
		if all[kind].APIVersion == "" {
			t.Errorf("there is no %s", kind)
		}
	}
	set, secrets := all["ConfigMap"].Data, all["Secret"].Secrets
	for name, value := range set {
		if file, ok := strings.CutSuffix(name, "_FILE"); ok && (filepath.Dir(value) != "/run/secrets/yousaid" || secrets[filepath.Base(value)] == "" || filepath.Base(value) != strings.ToLower(file)) {
			t.Errorf("%s is %s, and the Secret has no such file", name, value)
		}
	}
	serve := all["Deployment"].Spec
	if serve.Replicas < 2 || serve.Strategy.Rolling.Unavailable != 0 || serve.Strategy.Rolling.Surge < 1 {
		t.Errorf("an update takes replicas away: %+v", serve.Strategy)
	}
	one := serve.Template.Spec.Containers[0]
	ports := map[string]int{}
	for _, port := range one.Ports {
		ports[port.Name] = port.Port
	}
	if set["LISTEN_ADDR"] != ":"+strconv.Itoa(ports["public"]) || set["ADMIN_ADDR"] != ":"+strconv.Itoa(ports["admin"]) {
		t.Errorf("ports are %v, settings %s and %s", ports, set["LISTEN_ADDR"], set["ADMIN_ADDR"])
	}
	for path, p := range map[string]probed{"/readyz": one.Ready, "/healthz": one.Live} {
		if p.HTTP.Path != path || p.HTTP.Port != "admin" || status(t, path) != http.StatusOK {
			t.Errorf("a probe of %s asks %+v, and the service answers %d", path, p, status(t, path))
		}
	}
	for command, kind := range map[string]manifest{"serve": all["Deployment"], "migrate": all["Job"]} {
		pod := kind.Spec.Template.Spec
		c := pod.Containers[0]
		if !slices.Equal(c.Args, []string{command}) || c.Image != one.Image || pod.Security["runAsNonRoot"] != true ||
			c.Security["readOnlyRootFilesystem"] != true || c.Security["allowPrivilegeEscalation"] != false || len(c.Mounts) != 2 {
			t.Errorf("%s is open, or another program: %+v", command, pod)
		}
	}
}

// status is what the private listener answers where all is well.
func status(t *testing.T, path string) int {
	t.Helper()
	answer := httptest.NewRecorder()
	adminRoutes(prometheus.NewRegistry(), checks{}).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	return answer.Code
}

// inspector is the program that knows what a unit may say.
const inspector = "systemd-analyze" //nolint:misspell // its name

// mostExposed is what its command security may make of the unit, in tenths of its
// points from 0 to 10.
const mostExposed = 15

// The unit is one that systemd understands, and closed.
func TestUnitIsUnderstoodAndClosed(t *testing.T) {
	program, err := exec.LookPath(inspector)
	if err != nil {
		t.Skip("needs " + inspector)
	}
	unit := filepath.Join(t.TempDir(), "yousaid.service")
	text := strings.Replace(read(t, "../../docs/deploy/yousaid.service"), "ExecStart=/usr/bin/yousaid", "ExecStart=/bin/true", 1) // it must be there
	if err := os.WriteFile(unit, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"verify", "--man=no", unit}, {"security", "--offline=true", "--no-pager", "--threshold=" + strconv.Itoa(mostExposed), unit}} {
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil || args[0] == "verify" && strings.Contains(string(out), "yousaid.service") {
			t.Errorf("%s %s: %v\n%s", inspector, args[0], err, out)
		}
	}
	for _, line := range regexp.MustCompile(`(?m)^LoadCredential=(\w+):`).FindAllStringSubmatch(text, -1) {
		if want := "Environment=" + strings.ToUpper(line[1]) + "_FILE=%d/" + line[1] + "\n"; !strings.Contains(text, want) {
			t.Errorf("the credential %s is nobody's: there is no %s", line[1], want)
		}
	}
}
