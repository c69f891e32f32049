/** It never comes to the end of its module. */
for (;;);
