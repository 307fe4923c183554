interface Resolvers<T> {
  promise: Promise<T>
  resolve: (value: T | PromiseLike<T>) => void
  reject: (reason: unknown) => void
}

function withResolvers<T>(): Resolvers<T> {
  const made = {} as Resolvers<T>
  made.promise = new Promise<T>((resolve, reject) => {
    made.resolve = resolve
    made.reject = reject
  })
  return made
}

function attempt<T, A extends unknown[]>(work: (...given: A) => T | PromiseLike<T>, ...given: A): Promise<Awaited<T>> {
  return new Promise<Awaited<T>>((resolve) => resolve(work(...given) as Awaited<T>))
}

/** Adds methods of Node 22 that libp2p 3 calls, where they are missing. */
export function providePromiseMethods(): void {
  for (const [name, value] of Object.entries({ withResolvers, try: attempt })) {
    if (!(name in Promise)) Object.defineProperty(Promise, name, { value, configurable: true, writable: true })
  }
}
