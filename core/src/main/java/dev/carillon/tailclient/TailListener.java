package dev.carillon.tailclient;

/** The reader's program. Its methods are called one after another, by the thread that reads. */
public interface TailListener {
    /** Takes an event. The next one is read when this returns. */
    void event(TailLine line);

    /** Notes that the stream is connected. */
    void connected();

    /**
     * Notes that the stream broke and is connected again by itself.
     *
     * @param why what happened
     * @param pauseMillis the time until then
     */
    void broken(String why, long pauseMillis);
}
