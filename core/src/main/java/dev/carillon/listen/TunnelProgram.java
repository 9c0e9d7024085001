package dev.carillon.listen;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A program that carries a tunnel: how it is started, and what it tells. */
interface TunnelProgram {
    /** Prepares a start of the program. */
    Run prepare();

    /** Returns the failure of a program that the system could not start. */
    TunnelFailure notStarted(IOException failure);

    /** Returns what to say if the program runs for so long and has told no URL. */
    String withoutUrl(Duration time);

    /** One process of the program. Used by one thread. */
    interface Run {
        /** Returns the command line. */
        List<String> command();

        /** Returns what a line of the program's output tells, in order; nothing for most lines. */
        List<TunnelNews> read(String line);

        /** Asks the program itself, while it is silent; blocks for a second at most. */
        List<TunnelNews> ask();

        /**
         * Returns the failure of a process that ended by itself.
         *
         * @param last its last lines, the newest at the end
         */
        TunnelFailure failure(int exitCode, List<String> last);
    }
}
