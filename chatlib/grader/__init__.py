"""Grades servers and clients that students wrote, from outside: what goes over the wire, and what is on the screen.

judging   pure: the notation of conversations, what fits an expectation, rubrics, results
stage     the edge: connections with deadlines and bounds, a client in a pseudo-terminal
report    pure: results as text, as JUnit XML, as a page
rubrics   what is asked for, one file for each document; those for clients are in a folder of their own

It imports nothing of Ruang's server and client, so that it cannot know more than a student does.
"""
