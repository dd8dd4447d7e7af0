// go build preempted.go
//
// More goroutines than processors, so that the runtime interrupts them by signals again and again, and one that asks for
// the garbage collector, which stops them all.
package main

import (
	"fmt"
	"runtime"
)

//go:noinline
func busy(rounds int) uint64 {
	value := uint64(7)
	for round := 0; round < rounds; round++ {
		value = value*31 + uint64(round)
	}
	return value
}

//go:noinline
func worker(results chan uint64) {
	for {
		if value := busy(50000000); value == 1 {
			results <- value
		}
	}
}

func main() {
	results := make(chan uint64)
	for count := 0; count < 4*runtime.GOMAXPROCS(2); count++ {
		go worker(results)
	}
	fmt.Println("ready")
	for {
		runtime.GC()
		select {
		case value := <-results:
			fmt.Println(value)
		default:
		}
	}
}
