/** A memory of what was used last; the rest is asked of the database again. */
export function recent<Value>(most: number): {
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
} {
  const values = new Map<string, Value>();
  return {
    get: (key) => values.get(key),
    put: (key, value) => {
      values.delete(key);
      values.set(key, value);
      if (values.size > most) values.delete(values.keys().next().value!);
    },
  };
}
