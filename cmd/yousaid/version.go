package main

import (
	"cmp"
	"fmt"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
)

// What this binary is of, set by .ci/build.sh as it is linked.
var (
	version string
	commit  string
)

// release is the version of this binary; a binary that was built without one is
// "unreleased".
func release() string { return cmp.Or(version, "unreleased") }

type versionCmd struct{}

// Run says what this binary is.
func (versionCmd) Run(w *world) error {
	_, err := fmt.Fprintf(w.out, "yousaid %s\ncommit %s\n%s %s/%s\n", release(), cmp.Or(commit, "unknown"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// buildInfo is a gauge that is always 1 and names the release in its labels.
func buildInfo() prometheus.Collector {
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "yousaid_build_info",
		Help:        "Always 1; the labels say which release this is.",
		ConstLabels: prometheus.Labels{"version": release(), "commit": cmp.Or(commit, "unknown"), "goversion": runtime.Version()},
	})
	info.Set(1)
	return info
}
