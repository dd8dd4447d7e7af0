// go build work.go
//
// Goroutines that call each other three deep, the innermost without a frame of its own, and allocate enough to keep the
// garbage collector at work, which runs on the runtime's own stacks.
package main

import "fmt"

var kept [64][]byte

//go:noinline
func leaf(rounds int) uint64 {
	value := uint64(7)
	for round := 0; round < rounds; round++ {
		value = value*31 + uint64(round)
	}
	return value
}

//go:noinline
func middle(rounds int) uint64 { return leaf(rounds) + 1 }

//go:noinline
func allocate(number int) {
	for block := range kept {
		kept[block] = make([]byte, 16<<10+number)
	}
}

//go:noinline
func outer(number int) uint64 {
	allocate(number & 15)
	return middle(200000) + 1
}

func main() {
	done := make(chan uint64)
	go func() {
		total := uint64(0)
		for number := 0; ; number++ {
			total += outer(number)
			if total == 1 {
				done <- total
			}
		}
	}()
	fmt.Println("ready")
	<-done
}
