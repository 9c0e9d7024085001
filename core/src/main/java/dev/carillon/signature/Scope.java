package dev.carillon.signature;

/**
 * The day, region and service for which a SigV4 key is valid.
 *
 * @param day eight digits, UTC
 */
record Scope(String day, String region, String service) {
    /** The last part of every scope. */
    static final String TERMINATOR = "aws4_request";

    @Override
    public String toString() {
        return day + "/" + region + "/" + service + "/" + TERMINATOR;
    }
}
