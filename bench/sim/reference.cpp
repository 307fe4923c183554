// The hold model (Vaucher and Duval, CACM 18, 1975) on std::priority_queue: take the earliest entry out, put one in
// that is due a SWIM-like delay later. The same draws, the same order of equal times and the same checksum as
// measure-wheel.ts. Usage: reference PENDING OPERATIONS; prints the checksum and the ns of CPU per operation.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <vector>

struct Entry {
  uint64_t at;
  uint64_t order;
  int32_t owner;
  int32_t kind;
  double key;
};

struct Later {
  bool operator()(const Entry &a, const Entry &b) const { return a.at != b.at ? a.at > b.at : a.order > b.order; }
};

static uint32_t state = 0x9e3779b9;

static uint32_t draw() {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

// Half are messages, the rest timers of gossip, probes and their time-outs; microseconds.
static uint32_t delay() {
  const uint32_t word = draw();
  const uint32_t fine = (word >> 3) % 1000;
  switch (word & 7) {
    case 0: return 200000 + fine;
    case 1: return 500000 + fine;
    case 2:
    case 3: return 1000000 + fine;
    default: return 500 + fine;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  const int pending = atoi(argv[1]);
  const long operations = atol(argv[2]);
  std::vector<Entry> room;
  room.reserve(pending + 1);
  std::priority_queue<Entry, std::vector<Entry>, Later> queue(Later(), std::move(room));
  uint64_t order = 0;
  for (int i = 0; i < pending; i++) queue.push({delay(), order++, i, 0, (double)i});
  uint32_t checksum = 0;
  const clock_t started = clock();
  for (long i = 0; i < operations; i++) {
    const Entry entry = queue.top();
    queue.pop();
    checksum = checksum * 31 + (uint32_t)entry.at + (uint32_t)entry.owner;
    queue.push({entry.at + delay(), order++, entry.owner, 0, entry.key});
  }
  const double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
  printf("%u %.2f\n", checksum, seconds * 1e9 / operations);
}
