import { type Document, isCollection, isScalar, LineCounter, parseDocument } from 'yaml'
import { OptionError } from '../../base/option-error.ts'
import { ExperimentOptionError } from '../option-error.ts'
import { checkScenario, isRefusal } from './check-scenario.ts'
import type { Scenario } from './scenario.ts'

/**
 * Reads a scenario, YAML or JSON.
 * @param path for messages
 * @throws ExperimentOptionError with file, line, the path of the field and what is allowed
 */
export function readScenario(text: string, path: string): Scenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [problem] = document.errors
  if (problem !== undefined) throw bad(`${path}:${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  const value = valueOf(document, path)
  try {
    return checkScenario(value)
  } catch (error) {
    if (!isRefusal(error)) throw error
    throw bad(`${path}:${lineOf(document, lines, fieldOf(error))}: ${error.message}`)
  }
}

/** What the document says; an alias may stand for nothing, or for more than anybody means. */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS() as unknown
  } catch (error) {
    throw bad(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** "faults[2].nodes" out of "faults[2].nodes: there is…". */
function fieldOf(error: Error): string[] {
  if (error instanceof OptionError) return [error.owner, error.option]
  const field = error.message.split(':')[0] ?? ''
  return field.split(/[.[\]]/).filter((part) => part !== '')
}

/** The line of a field, or of the nearest thing around it that the file has. */
function lineOf(document: Document, lines: LineCounter, field: readonly string[]): number {
  for (let depth = field.length; depth > 0; depth--) {
    const path = field.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const node = document.getIn(path, true)
    if ((isScalar(node) || isCollection(node)) && node.range != null) return lines.linePos(node.range[0]).line
  }
  return 1
}

function bad(message: string): ExperimentOptionError {
  return new ExperimentOptionError(message)
}
