/** For a child process in which faulty loops run, and which its parent watches. */

/** Lets nothing that a broken loop leaves behind end or interrupt the process, save the end of its parent. */
export function quieten(): void {
  // A rejected promise or a throwing callback may be left; what is logged nobody reads.
  const ignore = (): void => {};
  process.on('unhandledRejection', ignore);
  process.on('uncaughtException', ignore);
  // An orderly exit waits for threads, and one of them may wait for an interpreter that is gone.
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGKILL');
  });
  console.error = ignore;
  console.warn = ignore;
}
