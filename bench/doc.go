// Package bench measures the product against the limit of the machine it runs on.
//
//	make bench            every row, about three minutes on two cores
//	make bench SIZE=1000  with fewer events; 100000 with many, once made kept for the next run
//
// Speed lives here and never in a test with a stopwatch. A product row and its limit row, written by hand with as little as
// the same work needs over the same data, run in turns of 200 ms in one process, so that whatever else the machine does
// meets both. What is compared is processor time, which at equal work moves far less than wall time on a shared machine.
//
// What has no noise is held by tests that run with all others: the plan of every list order, and how many statements a
// page runs. docs/benchmarks.md tells how to read the table.
//
// It serves the goals of speed and growth, and what stands in the way of them being met unnoticed.
package bench
