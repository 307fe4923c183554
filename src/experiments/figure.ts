/** A point of a curve: a value that was measured, by its name, or one that a formula gives. */
export interface FigurePoint {
  readonly x: number
  /** The name of a measurement. */
  readonly measure?: string
  /** The value, where it is worked out and not measured. */
  readonly value?: number
}

/** One curve with the name by which the legend calls it. */
export interface FigureSeries {
  readonly label: string
  readonly points: readonly FigurePoint[]
}

/** A picture of several claims at once, for the report: what was measured beside what theory or a paper has. */
export interface Figure {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  /** Whether y goes by powers of ten; what is not above 0 is then left out of the plot, not of the table. */
  readonly isLogarithmic?: boolean
  readonly series: readonly FigureSeries[]
}
