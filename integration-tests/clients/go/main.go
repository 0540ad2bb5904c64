// SPDX-License-Identifier: Apache-2.0

// Burns CPU and allocates in functions whose names the test looks for.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/grafana/pyroscope-go"
)

var sink [][]byte

//go:noinline
func burnInGo(until time.Time) int {
	x := 1
	for time.Now().Before(until) {
		for i := 0; i < 10000; i++ {
			x = (x*31 + 7) % 1000003
		}
	}
	return x
}

//go:noinline
func allocateInGo() {
	for i := 0; i < 64; i++ {
		sink = append(sink, make([]byte, 64<<10))
	}
	if len(sink) > 1024 {
		sink = nil
	}
}

func main() {
	seconds, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	profiler, err := pyroscope.Start(pyroscope.Config{
		ApplicationName: "go-client",
		ServerAddress:   os.Args[1],
		UploadRate:      3 * time.Second,
		Tags:            map[string]string{"env": "test"},
		Logger:          pyroscope.StandardLogger,
		ProfileTypes: []pyroscope.ProfileType{
			pyroscope.ProfileCPU,
			pyroscope.ProfileAllocObjects,
			pyroscope.ProfileAllocSpace,
			pyroscope.ProfileInuseObjects,
			pyroscope.ProfileInuseSpace,
			pyroscope.ProfileGoroutines,
		},
	})
	if err != nil {
		panic(err)
	}
	end := time.Now().Add(time.Duration(seconds) * time.Second)
	total := 0
	for time.Now().Before(end) {
		total += burnInGo(time.Now().Add(50 * time.Millisecond))
		allocateInGo()
	}
	profiler.Flush(true)
	if err := profiler.Stop(); err != nil {
		panic(err)
	}
	fmt.Println("done", total)
}
