import type { SpreadEngine } from '../src/population/index.ts'
import { type EngineFigures, measureEngine, measureReference } from './measure-population.ts'

/** `npm run bench -- population [--json]`: push-pull until all know, by each engine and by C++. */
const SIZES: readonly (readonly [SpreadEngine, number])[] = [
  ['contacts', 1e5],
  ['contacts', 1e6],
  ['blocks', 1e6],
  ['blocks', 1e8],
  ['counts', 1e6],
  ['counts', 1e9],
  ['counts', 1e12],
]

const figures: Record<string, EngineFigures> = {}
for (const [engine, nodes] of SIZES) {
  process.stderr.write(`  … ${engine}, ${nodes} nodes\n`)
  figures[`${engine} ${nodes}`] = measureEngine({ nodes, mode: 'push-pull', seed: 1 }, engine, 7)
}
process.stderr.write('  … C++\n')
const reference = await measureReference(1e8, 7)
if (reference !== undefined) {
  figures['C++ -O3 100000000'] = reference.portable
  figures['C++ -O3 -march=native 100000000'] = reference.native
}
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`)
else {
  for (const [name, { rounds, cpuMs, nsPerNodeRound }] of Object.entries(figures)) {
    const perNode = nsPerNodeRound >= 1e-3 ? `${nsPerNodeRound.toFixed(3)} ns per node and round` : ''
    process.stdout.write(`${name.padEnd(32)} ${cpuMs.toFixed(2).padStart(10)} ms  ${rounds} rounds  ${perNode}\n`)
  }
}
