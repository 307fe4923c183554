import pino from 'pino'
import type { Logger } from '../../node/api.ts'
import { TextLines } from './text-lines.ts'

/** Least important first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
/** How lines look: for people, or for programs. */
export const LOG_FORMATS = ['text', 'json'] as const

/** How an agent logs. */
export interface LogOptions {
  readonly level: (typeof LOG_LEVELS)[number]
  readonly format: (typeof LOG_FORMATS)[number]
}

/**
 * A logger on standard error, where it stays out of the way of data. Lines are written at once: the last words of a
 * process that dies are the interesting ones.
 */
export function openLog({ level, format }: LogOptions): Logger {
  const target = pino.destination({ fd: 2, sync: true })
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }
  return pino(options, format === 'json' ? target : new TextLines((line) => target.write(line)))
}
