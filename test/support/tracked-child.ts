import type { ChildProcess } from 'node:child_process'
import { atEnd } from './at-end.ts'

const running = new Set<ChildProcess>()
atEnd(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Sees to it that a child does not outlive this process. @returns the child */
export function tracked<C extends ChildProcess>(child: C): C {
  if (child.pid === undefined) return child // it could not be started
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}
