package dev.carillon.script;

/** Thrown if the operating system refuses a call. */
final class SystemCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * Creates the exception.
     *
     * @param function the function that failed
     * @param number of the error
     */
    SystemCallException(String function, int number) {
        super(function + ": " + words(number));
        this.number = number;
    }

    /** Returns the number of the error. */
    int number() {
        return number;
    }

    /** Returns the error in words. */
    static String words(int number) {
        return switch (number) {
            case 1 -> "not permitted";
            case 2 -> "no such file or directory";
            case 7 -> "arguments and environment are too long";
            case 8 -> "no program that this system can run";
            case 11 -> "too many processes";
            case 12 -> "not enough memory";
            case 13 -> "permission denied";
            case 20 -> "a part of the path is no directory";
            case 23, 24 -> "too many open files";
            case 26 -> "the file is being written";
            case 40 -> "too many symbolic links";
            default -> "error " + number;
        };
    }
}
