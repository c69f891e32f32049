/** For a child process in which faulty loops run, and which its parent watches. */

/** Lets nothing that a broken loop leaves behind end or interrupt the process, save the end of its parent. */
export function quieten(): void {
  // A rejected promise or a throwing callback may be left; what is logged nobody reads.
  const ignore = (): void => {};
  process.on('unhandledRejection', ignore);
  process.on('uncaughtException', ignore);
  process.on('disconnect', () => process.exit(0));
  console.error = ignore;
  console.warn = ignore;
}
