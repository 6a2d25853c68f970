package main_test

import (
	"os"
	"testing"

	"yousaid/cmd/yousaid/internal/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m)) }
