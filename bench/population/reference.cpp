// The yardstick of the engine `blocks`: push-pull until everybody knows, on a complete graph, block by block. Bits of
// those that are answered are drawn 256 at a time from the binary digits of the chance; pushes are thrown one by one,
// their number in each block being drawn first. usage: reference NODES RUNS SEED; prints one line per run: rounds,
// pushes, answers, CPU seconds.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

// Eight generators xoshiro128+ beside one another, for the vector unit.
typedef uint32_t Lanes __attribute__((vector_size(32)));

struct Generator {
  Lanes a, b, c, d;

  explicit Generator(uint64_t seed) {
    std::mt19937_64 mix(seed);
    for (int i = 0; i < 8; i++) {
      const uint64_t x = mix(), y = mix();
      a[i] = (uint32_t)x | 1, b[i] = (uint32_t)(x >> 32), c[i] = (uint32_t)y, d[i] = (uint32_t)(y >> 32);
    }
  }

  inline Lanes next() {
    const Lanes result = a + d;
    const Lanes t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >> 21);
    return result;
  }
};

static const uint64_t BLOCK_NODES = 1 << 17;
static const uint64_t BLOCK_LANES = BLOCK_NODES / 256;

static inline bool isZero(Lanes lanes) {
  uint64_t words[4];
  __builtin_memcpy(words, &lanes, sizeof words);
  return (words[0] | words[1] | words[2] | words[3]) == 0;
}

static inline int countBits(Lanes lanes) {
  uint64_t words[4];
  __builtin_memcpy(words, &lanes, sizeof words);
  return __builtin_popcountll(words[0]) + __builtin_popcountll(words[1]) + __builtin_popcountll(words[2]) +
         __builtin_popcountll(words[3]);
}

// Sets each clear bit with a chance, and answers how many it set.
static uint64_t sprinkle(Generator &random, Lanes *block, uint64_t lanes, const std::vector<uint32_t> &digits) {
  Generator local = random;
  uint64_t count = 0;
  for (uint64_t i = 0; i < lanes; i++) {
    Lanes open = ~block[i], below = {};
    for (size_t j = 0; j < digits.size() && !isZero(open); j++) {
      const Lanes bits = local.next();
      const Lanes differs = open & (bits ^ digits[j]);
      below |= differs & ~bits;
      open ^= differs;
    }
    count += countBits(below);
    block[i] |= below;
  }
  random = local;
  return count;
}

// Throws balls at the bits of a block of at most 2^17 nodes, and answers how many bits are newly set.
static uint64_t throwAt(Generator &random, Lanes *block, uint64_t size, uint64_t balls) {
  Generator local = random;
  uint32_t *words = (uint32_t *)block;
  const int shift = 32 - (size < 2 ? 1 : 64 - __builtin_clzll(size - 1));
  uint64_t count = 0;
  while (balls > 0) {
    const Lanes places = local.next() >> shift;
    for (int lane = 0; lane < 8 && balls > 0; lane++) {
      const uint32_t at = places[lane];
      if (at >= size) continue;
      balls--;
      const uint32_t word = words[at >> 5];
      count += (~word >> (at & 31)) & 1;
      words[at >> 5] = word | (1u << (at & 31));
    }
  }
  random = local;
  return count;
}

static uint64_t binomial(std::mt19937_64 &random, uint64_t trials, double chance) {
  if (trials == 0 || chance <= 0) return 0;
  if (chance >= 1) return trials;
  return std::binomial_distribution<uint64_t>(trials, chance)(random);
}

static std::vector<uint32_t> digitsOf(double chance) {
  std::vector<uint32_t> digits;
  for (double left = chance; left > 0 && digits.size() < 64;) {
    left *= 2;
    digits.push_back(left >= 1 ? ~0u : 0u);
    if (left >= 1) left -= 1;
  }
  return digits;
}

// Bits that are hit if each is with a small chance: so many different ones.
static uint64_t scatter(std::mt19937_64 &random, Generator &fast, Lanes *block, uint64_t size, double chance) {
  static std::vector<uint32_t> taken;
  uint64_t count = 0;
  taken.clear();
  static Lanes scratch[BLOCK_LANES];
  uint64_t left = binomial(random, size, chance);
  for (uint64_t i = 0; i < BLOCK_LANES; i++) scratch[i] = Lanes{};
  while (left > 0) left -= throwAt(fast, scratch, size, left);
  for (uint64_t i = 0; i < (size + 255) / 256; i++) {
    const Lanes fresh = scratch[i] & ~block[i];
    count += countBits(fresh);
    block[i] |= fresh;
  }
  return count;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const uint64_t nodes = strtoull(argv[1], nullptr, 10);
  const int runs = atoi(argv[2]);
  for (int run = 0; run < runs; run++) {
    const clock_t started = clock();
    std::mt19937_64 random(strtoull(argv[3], nullptr, 10) + run);
    Generator fast(random());
    const uint64_t outside = nodes - 1, blocks = (outside + BLOCK_NODES - 1) / BLOCK_NODES;
    std::vector<Lanes> bits(blocks * BLOCK_LANES);
    for (uint64_t i = outside; i < blocks * BLOCK_NODES; i++) ((uint32_t *)bits.data())[i >> 5] |= 1u << (i & 31);
    std::vector<uint64_t> known(blocks);
    uint64_t informed = 1, pushes = 0, answers = 0, rounds = 0;
    for (; informed < nodes; rounds++) {
      const double chance = (double)informed / (double)(nodes - 1);
      const auto digits = digitsOf(chance);
      uint64_t left = informed, nodesLeft = outside, fresh = 0;
      pushes += informed;
      for (uint64_t block = 0; block < blocks; block++) {
        const uint64_t size = nodesLeft < BLOCK_NODES ? nodesLeft : BLOCK_NODES;
        const uint64_t balls = binomial(random, left, (double)size / (double)nodesLeft);
        left -= balls;
        nodesLeft -= size;
        if (known[block] == size) continue;
        Lanes *at = &bits[block * BLOCK_LANES];
        const uint64_t pulled = chance < 1.0 / 16 ? scatter(random, fast, at, size, chance)
                                                  : sprinkle(fast, at, (size + 255) / 256, digits);
        const uint64_t pushed = throwAt(fast, at, size, balls);
        known[block] += pulled + pushed;
        answers += pulled;
        fresh += pulled + pushed;
      }
      informed += fresh;
    }
    printf("%llu %llu %llu %.6f\n", (unsigned long long)rounds, (unsigned long long)pushes, (unsigned long long)answers,
           (double)(clock() - started) / CLOCKS_PER_SEC);
  }
}
