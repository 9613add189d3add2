import pg from 'pg';

type Done = (thrown: Error | null, client?: pg.Client) => void;

/** The driver's client, for a pool of connections, without two ways in which it leaves its user behind when a handshake fails. */
export class PostgresClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const connection = this.connection as unknown as {
      password(password: unknown): void;
      emit(event: 'error', thrown: Error): void;
    };
    const send = connection.password.bind(connection);
    // Asked for a password in clear, a client that has none throws where nobody catches.
    connection.password = (password) =>
      typeof password === 'string'
        ? send(password)
        : connection.emit('error', new Error('client password must be a string'));
  }

  override connect(): Promise<pg.Client>;
  override connect(done: Done): void;
  override connect(done?: Done): Promise<pg.Client> | undefined {
    if (done === undefined) return super.connect();
    super.connect((thrown: Error | null, client?: pg.Client) => {
      // The pool forgets it with its socket open, and the process would wait for as long as the server does.
      if (thrown !== null) this.connection.stream.destroy();
      done(thrown, client);
    });
    return undefined;
  }
}
