/** It ends the process, as if all were well, when it is loaded. */
process.exit(0);
