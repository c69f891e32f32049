/**
 * Python that tells what a signal does to a process like this one. A loop may handle signals without Python's `signal`
 * module, so what that module knows of a handler is no proof. Only for signals that the loop does not handle: the child
 * shares the loop's descriptors.
 */
export const FATE = `
        def fate(number):
            import warnings
            with warnings.catch_warnings():
                warnings.simplefilter('ignore')
                pid = os.fork()
            if pid == 0:
                try:
                    os.kill(os.getpid(), number)
                    time.sleep(0.1)
                except KeyboardInterrupt: os._exit(99)
                finally: os._exit(0)
            status = os.waitpid(pid, 0)[1]
            if os.WIFSIGNALED(status): return 'is killed'
            return 'is interrupted' if os.WEXITSTATUS(status) == 99 else 'lives on'
`;
