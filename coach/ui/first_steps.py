"""The screen before there is any data: two ways in."""

import streamlit as st

from coach.ui import intake, state


def draw() -> None:
    st.title("Find the deals that are stuck", anchor=False)
    st.markdown(
        "Pivot Coach holds every open deal against the time your own won deals took, and reviews the stuck ones: "
        "try an alternative now, or take the deal out of the pipeline."
    )
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True):
        st.subheader("Look around first", anchor=False)
        st.markdown("Load an invented company with two years of deals, mails and notes. In a terminal: `coach demo`.")
        if st.button("Load the sample company", key="sample", type="primary", icon=":material/play_arrow:"):
            with st.spinner("Loading the sample company…"):
                state.workspace().load_sample()
            st.rerun()
    with right, st.container(border=True):
        st.subheader("Bring your own deals", anchor=False)
        st.markdown(
            "Upload `deals`, and if you have them `activities`, `stage_changes` and `contacts`. "
            "In a terminal: `coach import PATH`."
        )
        intake.upload()
