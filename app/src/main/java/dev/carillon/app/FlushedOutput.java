package dev.carillon.app;

import java.io.PrintWriter;

/** An output that is flushed at each append, so that it is visible at once in a pipe too. */
record FlushedOutput(PrintWriter out) implements Appendable {
    @Override
    public Appendable append(CharSequence text) {
        out.append(text).flush();
        return this;
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) {
        return append(text.subSequence(start, end));
    }

    @Override
    public Appendable append(char one) {
        return append(String.valueOf(one));
    }
}
