/** Connections that send a message, wait until all of it has come back, and send the next. */
import { connect, type Socket } from 'node:net';

/** Messages that came back within `seconds`. */
export async function load(port: number, connections: number, size: number, seconds: number): Promise<number> {
  const message = Buffer.alloc(size, 'x');
  let count = 0;
  let running = true;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  for (const socket of sockets) {
    let missing = size;
    socket.on('data', (data) => {
      missing -= data.length;
      if (missing > 0 || !running) return;
      count += 1;
      missing = size;
      socket.write(message);
    });
    socket.write(message);
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  running = false;
  await Promise.all(sockets.map(close));
  return count;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', () => {
      resolve();
    });
    socket.destroy();
  });
}
