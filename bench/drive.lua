-- Sends the requests of a file in turn (raw HTTP, NUL between them) and reports as one line of JSON.

local requests, threads = {}, {}
sent = 0

local file = assert(io.open(os.getenv("BENCH_REQUESTS"), "rb"))
for one in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = one end
file:close()

function setup(thread) threads[#threads + 1] = thread end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local broken = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "sent": %d, "seconds": %f, "errors": %d, "p50": %f, "p99": %f}\n',
    summary.requests, threads[1]:get("sent"), summary.duration / 1e6,
    broken.connect + broken.read + broken.write + broken.status + broken.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
