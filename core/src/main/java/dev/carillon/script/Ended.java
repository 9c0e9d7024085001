package dev.carillon.script;

/**
 * The end of one run of a program.
 *
 * @param how it ended
 * @param output the last bytes of what it printed, at most {@link OutputTail#BYTES}
 * @param printed the number of bytes that it printed
 */
record Ended(How how, byte[] output, long printed) {
    /** The way in which a program ended. */
    sealed interface How {
        /** The program ended by itself. */
        record Exited(int code) implements How {}

        /** A signal ended it, from outside or because of its own mistake. */
        record Signalled(int signal) implements How {}

        /** The program ran for too long and was ended with its group. */
        record TimedOut() implements How {}

        /** The program was ended with its group because nothing is run any more. */
        record Stopped() implements How {}

        /** Returns the way that a wait status of the operating system describes. */
        static How of(int status) {
            int signal = status & 0x7F;
            return signal == 0 ? new Exited((status >> 8) & 0xFF) : new Signalled(signal);
        }
    }
}
